"""Trains the net of this example and writes shapes.safetensors. Needs numpy and PyTorch; takes some minutes without a GPU.

    python draw.py                                                               the pictures
    lathe export shapes.net --format pytorch -o shapes_torch.py                  the net as a PyTorch module
    python train.py                                                              the weights

The file in this folder was written by this recipe with PyTorch 2.15 on a CPU; other versions round otherwise.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch
from shapes_torch import shapes
from torch.nn.functional import cross_entropy

EPOCHS, BATCH, PEAK_RATE = 24, 128, 4e-3
folder = Path(__file__).parent


def load(name):
    """Pictures as the net's input line says: range 0..1, mean 0.5, standard deviation 0.25."""
    data = np.load(folder / f"{name}.npz")
    pictures = torch.from_numpy(data["image"]).float() / 255
    return (pictures - 0.5) / 0.25, torch.from_numpy(data["labels"])


def accuracy(net, pictures, labels):
    net.eval()
    with torch.no_grad():
        answers = torch.cat([net(part).argmax(1) for part in pictures.split(250)])
    return (answers == labels).float().mean().item()


def write_safetensors(path, tensors):
    """github.com/huggingface/safetensors, "Format": a length, a header in JSON, and the bytes of the tensors."""
    header, place = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().numpy().tobytes())


def main():
    torch.manual_seed(0)
    pictures, labels = load("train")
    net = shapes()
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight, mode="fan_out")
    optimizer = torch.optim.AdamW(net.parameters(), lr=PEAK_RATE, weight_decay=0.02)
    steps = EPOCHS * (len(pictures) // BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=steps, pct_start=0.15)
    for epoch in range(EPOCHS):
        net.train()
        order = torch.randperm(len(pictures))
        for batch in order[: len(order) // BATCH * BATCH].split(BATCH):
            part = pictures[batch]
            # A shape seen in a mirror, or lying on its side, is the same shape.
            if torch.rand(()) < 0.5:
                part = part.flip(3)
            part = part.rot90(int(torch.randint(4, ())), (2, 3))
            loss = cross_entropy(net(part), labels[batch], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", flush=True)
    print(f"test: {accuracy(net, *load('test')):.4f}")
    tensors = {name: value for name, value in net.state_dict().items() if not name.endswith("num_batches_tracked")}
    write_safetensors(folder / "shapes.safetensors", tensors)


main()
