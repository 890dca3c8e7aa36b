"""Docstrings and constraints of estimators, made of the table of parameters."""

import inspect
import textwrap
import types

from ._attributes import ATTRIBUTES
from ._cyclegan_parameters import CYCLEGAN_PARAMETERS
from ._game_parameters import GAME_PARAMETERS
from ._generative_parameters import GENERATIVE_PARAMETERS
from ._guided_parameters import GUIDED_PARAMETERS
from ._method_parameters import METHOD_PARAMETERS
from ._parameters import NET_PARAMETERS, SET_FIRST
from ._translation_parameters import TRANSLATION_PARAMETERS

PARAMETERS = NET_PARAMETERS | GAME_PARAMETERS | METHOD_PARAMETERS
PARAMETERS |= CYCLEGAN_PARAMETERS | TRANSLATION_PARAMETERS
PARAMETERS |= GUIDED_PARAMETERS | GENERATIVE_PARAMETERS

# A class with no more parameters than this has them in one list.
_FEW = 14


def parameter_of(estimator_type, name):
    """Return the row of the table for a parameter of a class.

    Parameters
    ----------
    estimator_type : type

    name : str

    Returns
    -------
    parameter : Parameter

    Raises
    ------
    KeyError
        If the table has no such row.
    """
    for kind in estimator_type.__mro__:
        if f"{kind.__name__}.{name}" in PARAMETERS:
            return PARAMETERS[f"{kind.__name__}.{name}"]
    return PARAMETERS[name]


def documented(estimator_type):
    """Give a class the constraints and the documentation of its parameters.

    A line ``<parameters>`` of its docstring is replaced by a paragraph for each parameter of its
    signature, those of ``SET_FIRST`` first where there are many, and the rest in a section of its
    own; other ``<name>`` lines by what attributes have in common.

    Parameters
    ----------
    estimator_type : type
        An estimator; its docstring is changed and ``_parameter_constraints`` set.

    Returns
    -------
    estimator_type : type
        The same class.
    """
    signature = inspect.signature(estimator_type).parameters
    rows = {name: parameter_of(estimator_type, name) for name in signature}
    estimator_type._parameter_constraints = {name: row.allowed for name, row in rows.items()}
    paragraphs = {
        name: _paragraph(estimator_type, signature[name], row) for name, row in rows.items()
    }
    shared = ATTRIBUTES | {"<parameters>": _sections(paragraphs)}
    lines = inspect.cleandoc(estimator_type.__doc__).splitlines()
    estimator_type.__doc__ = "\n".join(shared.get(line, line) for line in lines) + "\n"
    if "__init__" not in vars(estimator_type):
        estimator_type.__init__ = _named_after(estimator_type, estimator_type.__init__)
    return estimator_type


def _named_after(estimator_type, init):
    """Return a constructor whose errors name a class, and not the base that it comes from."""
    code, closure = init.__code__, init.__closure__
    made = types.FunctionType(code, init.__globals__, "__init__", init.__defaults__, closure)
    made.__kwdefaults__, made.__annotations__ = init.__kwdefaults__, init.__annotations__
    made.__qualname__ = f"{estimator_type.__qualname__}.__init__"
    return made


def _sections(paragraphs):
    """Return the paragraphs, parted by the heading of the second section if there are many."""
    other = [] if len(paragraphs) <= _FEW else [n for n in paragraphs if n not in SET_FIRST]
    first = [text for name, text in paragraphs.items() if name not in other]
    if other:
        first.append("Other Parameters\n----------------\n" + paragraphs[other[0]])
    return "\n\n".join(first + [paragraphs[name] for name in other[1:]])


def _paragraph(estimator_type, parameter, row):
    """Return what numpydoc says of a parameter."""
    default = parameter.default
    if isinstance(default, type):
        default = f"torch.optim.{default.__name__}"
    elif isinstance(default, str):
        default = f'"{default}"'
    method = getattr(estimator_type, "_method", None)
    if method is not None and parameter.name in method.defaults:
        text = row.text.replace("{auto}", str(method.defaults[parameter.name]))
    else:
        text = row.text
    text = textwrap.indent(inspect.cleandoc(text), "    ")
    return f"{parameter.name} : {row.type}, default={default}\n{text}"
