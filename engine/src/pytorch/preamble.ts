/** What every written file has besides its classes: imports, and the reader of safetensors. */

export const imports = `import json
import struct

import torch
import torch.nn.functional as F
from torch import nn`;

/** Reads the format as its own page describes it (github.com/huggingface/safetensors, "Format"). */
export const reader = `SAFETENSORS_DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


def read_safetensors(path):
    """Tensors by name: eight bytes with the length of the header, the header in JSON, the data."""
    tensors = {}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            begin, end = entry["data_offsets"]
            file.seek(8 + length + begin)
            data = bytearray(file.read(end - begin))
            dtype = SAFETENSORS_DTYPES[entry["dtype"]]
            flat = torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors`;

/** \`load\`, for a net of this class; \`ties\` are names of weights that are others' weights. */
export function loader(net: string, ties: ReadonlyMap<string, string>): string {
  const tied = [...ties].map(([name, source]) => `    ${JSON.stringify(name)}: ${JSON.stringify(source)},`);
  return [
    ...(tied.length === 0
      ? []
      : ["# Weights that are stored once, under another name.", "TIED = {", ...tied, "}", "", ""]),
    "def load(path, net=None):",
    `    """Gives a net its weights from a safetensors file: a new ${net} where none is given."""`,
    `    net = ${net}() if net is None else net`,
    "    tensors = read_safetensors(path)",
    ...(tied.length === 0
      ? []
      : [
          "    for name, source in TIED.items():",
          "        if source in tensors:",
          "            tensors.setdefault(name, tensors[source])",
        ]),
    "    net.load_state_dict(tensors)",
    "    return net.eval()",
  ].join("\n");
}
