"""Runs the modules that Lathe wrote. Reads a list of cases from standard input; says of each what its weights are called
and shaped, and how far its results are from the expected ones."""

import importlib.util
import json
import sys

import torch

torch.set_num_threads(2)


def module_of(case):
    spec = importlib.util.spec_from_file_location(f"case_{case['index']}", case["module"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def keys_of(net):
    return {name: list(t.shape) for name, t in net.state_dict().items() if not name.endswith("num_batches_tracked")}


def distance(result, expected):
    """The greatest difference, in units of the greatest value; infinite where shapes or types differ."""
    if result.shape != expected.shape or result.dtype != expected.dtype:
        return f"{result.dtype}{list(result.shape)} instead of {expected.dtype}{list(expected.shape)}"
    a, b = result.double().nan_to_num(7e30), expected.double().nan_to_num(7e30)
    if a.numel() == 0:
        return 0.0
    return ((a - b).abs().max() / b.abs().max().clamp(min=1e-3)).item()


def run(case):
    module = module_of(case)
    last = [value for value in vars(module).values() if isinstance(value, type)][-1].__name__
    feeds = module.read_safetensors(case["feeds"])
    # Without numbers everything is done but the arithmetic.
    device = "cpu" if "weights" in case else "meta"
    with torch.no_grad(), torch.device(device):
        net = module.load(case["weights"]) if "weights" in case else getattr(module, case["net"])()
        results = net(*(feeds[name].to(device) for name in case["inputs"]))
    results = results if isinstance(results, tuple) else (results,)
    answer = {"last": last, "keys": keys_of(net), "shapes": [list(result.shape) for result in results]}
    if "expected" in case:
        expected = module.read_safetensors(case["expected"])
        answer["distances"] = [distance(a, expected[b]) for a, b in zip(results, case["outputs"], strict=True)]
    return answer


answers = []
for case in json.load(sys.stdin):
    try:
        answers.append(run(case))
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"})
json.dump(answers, sys.stdout)
