"""Updates on a GPU that are recorded once and replayed, as one launch instead of many."""

import torch

# Updates before the recording, in which libraries and the optimiser set up their memory.
_N_FIRST = 3


class StepReplay:
    """A net's update, as a CUDA graph from the fourth full batch on.

    Launching the operations of a small network takes ten times as long as the operations do. A
    graph launches them at once. A smaller batch is an update of its own.

    A graph repeats what it has recorded: the module and the criterion must do the same operations
    on every batch, whatever is in it and whichever step it is. They say so by a true attribute
    ``has_fixed_steps``.

    Parameters
    ----------
    net : ImbalanceNet
        On a device of CUDA, initialised.
    """

    @classmethod
    def of(cls, net):
        """Return one for a net whose updates can be recorded, or None."""
        parts = net.module_, net.criterion_
        is_fixed = all(getattr(part, "has_fixed_steps", False) for part in parts)
        # An optimiser without it counts its steps on the CPU.
        can_record = all("capturable" in group for group in net.optimizer_.param_groups)
        return cls(net) if is_fixed and can_record else None

    def __init__(self, net):
        self.update, self.batch_size = net._update, net.batch_size
        self.draws, self.stream = net.draws_["layers"], None
        self.n_full, self.graph = 0, None

    def __call__(self, batch, criterion, optimizer):
        """Lower the loss by one step; return it, and what the module made of the batch."""
        is_full = len(batch[1]) == self.batch_size
        self.n_full += is_full
        if not is_full or self.n_full <= _N_FIRST:
            return self._on_a_stream(batch, criterion, optimizer)
        if self.graph is None:
            self._record(batch, criterion, optimizer)
        for recorded, value in zip(self.batch, batch, strict=True):
            if torch.is_tensor(recorded):
                recorded.copy_(value)
        for recorded, group in zip(self.rates, optimizer.param_groups, strict=True):
            recorded.fill_(group["lr"])
        self.graph.replay()
        return self.result

    def _on_a_stream(self, batch, criterion, optimizer):
        """Make an update as a recording demands: not on the stream of all other work."""
        # One stream for all updates: what backward passes leave behind belongs to theirs.
        self.stream = self.stream or torch.cuda.Stream()
        for group in optimizer.param_groups:
            group["capturable"] = True
        current = torch.cuda.current_stream()
        self.stream.wait_stream(current)
        with torch.cuda.stream(self.stream):
            result = self.update(batch, criterion, optimizer)
        current.wait_stream(self.stream)
        return result

    def _record(self, batch, criterion, optimizer):
        """Record an update of tensors that are written over; nothing is computed yet."""
        self.batch = [it.clone() if torch.is_tensor(it) else it for it in batch]
        rates = [group["lr"] for group in optimizer.param_groups]
        # Schedules go on to set numbers, which are copied to these before each replay.
        self.rates = [torch.tensor(rate, device=batch[0].device) for rate in rates]
        graph = torch.cuda.CUDAGraph()
        if self.draws.device.type == "cuda":
            graph.register_generator_state(self.draws)
        for group, rate in zip(optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate
        try:
            # Other threads may use the device meanwhile.
            with torch.cuda.graph(graph, stream=self.stream, capture_error_mode="thread_local"):
                result = self.update(self.batch, criterion, optimizer)
        finally:
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate
        self.graph, self.result = graph, [it.detach() for it in result]
