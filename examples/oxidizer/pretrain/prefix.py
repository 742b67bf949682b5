"""The text that all chats of a batch begin with, computed once and learnt nothing from.

System prompt and tools are 960 tokens and more, a chat has 500.
"""

import torch
from transformers.cache_utils import LinearAttentionLayer


class FixedStates(LinearAttentionLayer):
    """What the prefix left; what follows reads it and leaves nothing, so that gradients can flow."""

    def __init__(self, layer, rows):
        super().__init__()
        self.conv_states = [layer.conv_states[0].expand(rows, -1, -1)]
        self.recurrent_states = [layer.recurrent_states[0].expand(rows, -1, -1, -1)]
        self.has_previous_state = [True]

    def update_conv_state(self, conv_states, *_, **__):
        return torch.cat([self.conv_states[0], conv_states], dim=-1)

    def update_recurrent_state(self, recurrent_states, *_, **__):
        return recurrent_states


def hidden(model, prefix, ids):
    """The last states of each row of `ids`, behind the ids of `prefix`."""
    rows = ids.shape[0]
    with torch.no_grad():
        cache = model.model(input_ids=torch.tensor([prefix]), use_cache=True).past_key_values
    for index, layer in enumerate(cache.layers):
        if isinstance(layer, LinearAttentionLayer):
            cache.layers[index] = FixedStates(layer, rows)
        else:
            layer.batch_repeat_interleave(rows)
    return model.model(input_ids=ids, past_key_values=cache, use_cache=True).last_hidden_state
