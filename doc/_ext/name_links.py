"""Names of public classes and functions in double backticks become links to their page."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

import imbgan
import imbgan.comparison
import imbgan.inspection

# Names that nobody mistakes for something else: estimators, displays and `compare`.
TARGETS = {name: f"imbgan.{name}" for name, _ in imbgan.all_estimators()}
for module in (imbgan.comparison, imbgan.inspection):
    TARGETS |= {name: f"{module.__name__}.{name}" for name in module.__all__ if name != "Record"}
NAMED = re.compile(r"(\w+)(?:\.\w+)?(?:\(.*\))?", re.DOTALL)


class LinkNames(SphinxPostTransform):
    """Wrap literals that are such a name, a call or an attribute of it, in a reference."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs):
        for literal in list(self.document.findall(nodes.literal)):
            found = NAMED.fullmatch(literal.astext())
            if not found or found[1] not in TARGETS or self._is_linked(literal):
                continue
            link = addnodes.pending_xref(
                "",
                reftype="obj",
                refdomain="py",
                reftarget=TARGETS[found[1]],
                refdoc=self.env.docname,
                refexplicit=True,
            )
            literal.replace_self(link)
            link += literal

    def _is_linked(self, node):
        """Tell whether a node stands in a link, a heading or the description of the name."""
        around = nodes.reference, addnodes.pending_xref, nodes.title, addnodes.desc_signature
        while node.parent is not None:
            node = node.parent
            if isinstance(node, around):
                return True
        return False


def setup(app):
    app.add_post_transform(LinkNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
