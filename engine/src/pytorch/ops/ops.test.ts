/** Lines of operators with arguments; that they are right is what the conformance with PyTorch itself shows. */
import { expect, test } from "vitest";
import { linesOf } from "../../../../test/kit/pytorch.ts";

const image = "input x: f32[1, 4, 8, 8]\n";

test.each([
  ["conv(6, kernel=3)", "nn.Conv2d(4, 6, 3, padding=1)"],
  [
    "conv(6, kernel=[3, 1], stride=2, groups=2, bias=false)",
    "nn.Conv2d(4, 6, (3, 1), stride=2, padding=(1, 0), groups=2, bias=False)",
  ],
  ["dwconv(3, multiplier=2)", "nn.Conv2d(4, 8, 3, padding=1, groups=4)"],
  ["conv_transpose(6, kernel=2, stride=2)", "nn.ConvTranspose2d(4, 6, 2, stride=2)"],
  ["bn(eps=0.001, affine=false)", "nn.BatchNorm2d(4, eps=0.001, affine=False)"],
  ["groupnorm(groups=2)", "nn.GroupNorm(2, 4)"],
  ["instancenorm(affine=true)", "nn.InstanceNorm2d(4, affine=True)"],
  ["layernorm(axis=-2)", "nn.LayerNorm((8, 8))"],
  ["rmsnorm", "nn.RMSNorm(8, eps=0.00001)"],
  ["prelu(per_channel=true)", "nn.PReLU(num_parameters=4)"],
  ["linear(3, bias=false)", "nn.Linear(8, 3, bias=False)"],
])("%s is built as %s", (call, built) => {
  const { init, forward } = linesOf(`${image}output y = x -> op: ${call}`);
  expect(init).toEqual([`self.op = ${built}`]);
  expect(forward).toEqual(["return self.op(x)"]);
});

test.each([
  ["maxpool(3, stride=2, pad=1)", "F.max_pool2d(x, 3, stride=2, padding=1)"],
  ["maxpool(2)", "F.max_pool2d(x, 2)"],
  ["avgpool(3, stride=1, pad=1, count_pad=false)", "F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)"],
  ["maxpool(2, stride=1, pad=[0, 0, 1, 1])", 'F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=float("-inf")), 2, stride=1)'],
  ["global_avgpool", "x.mean(dim=(2, 3), keepdim=True)"],
  ["adaptive_avgpool([2, 3])", "F.adaptive_avg_pool2d(x, (2, 3))"],
  ["leaky_relu(0.2)", "F.leaky_relu(x, 0.2)"],
  ['gelu(approximate="tanh")', 'F.gelu(x, approximate="tanh")'],
  ["clip(0, 6)", "torch.clamp(x, min=0.0, max=6.0)"],
  ["softmax(axis=1)", "F.softmax(x, dim=1)"],
  ["dropout(0.1)", "F.dropout(x, 0.1, self.training)"],
  ["reshape([0, -1, 16])", "x.reshape(x.size(0), -1, 16)"],
  ["slice(1, 7, axis=2, step=2)", "x[:, :, 1:7:2]"],
  ["slice(0, -1, axis=-1)", "x[:, :, :, :-1]"],
  ["squeeze(0)", "x.squeeze(0)"],
  ["unsqueeze([0, -1])", "x.unsqueeze(0).unsqueeze(5)"],
  ["pad([1, 0, 2, 3])", "F.pad(x, (0, 3, 1, 2))"],
  ["roll([1, -1], axis=[2, 3])", "x.roll((1, -1), dims=(2, 3))"],
  ["cast(i64)", "x.to(torch.int64)"],
  ["resize(scale=2)", "F.interpolate(x, scale_factor=2)"],
  ['resize(size=[4, 5], mode="linear")', 'F.interpolate(x, size=[4, 5], mode="bilinear")'],
  ["expand([3, 4, 8, 8])", "x.expand(3, -1, -1, -1)"],
  ["mean(axis=[2, 3])", "x.mean(dim=(2, 3))"],
  ["reduce_prod(axis=[1, 3])", "x.prod(dim=3).prod(dim=1)"],
  ["channel_shuffle(groups=2)", "x.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)"],
  ["quantize(scale=0.1, zero=3)", "((x / 0.1).round() + 3).clamp(-128, 127).to(torch.int8)"],
])("%s runs as %s", (call, run) => {
  expect(linesOf(`${image}output y = x -> ${call}`).forward).toEqual([`return ${run}`]);
});

test.each([
  ["x - 1", "x - 1.0"],
  ["max(x, 0.5)", "torch.clamp(x, min=0.5)"],
  ["min(x, x * 2)", "torch.minimum(x, y)"],
  ["pow(-2, x)", "(-2.0) ** x"],
  ["where(x > 0, x, 1)", "torch.where(y, x, 1.0)"],
  ["concat(x, x, axis=-1)", "torch.cat([x, x], dim=-1)"],
  ['einsum(x, x, equation="abcd, abce -> abde")', 'torch.einsum("abcd,abce->abde", x, x)'],
])("%s is %s", (expression, run) => {
  expect(linesOf(`${image}y = ${expression}\noutput y`).forward.at(-1)).toBe(`return ${run}`);
});

test("integers stay integers", () => {
  const { forward } = linesOf("input i: i32[4]\na = i / 2 -> sum -> clip(0, 3)\noutput a");
  expect(forward).toEqual([
    'a = torch.div(i, 2, rounding_mode="trunc")',
    "a = a.sum(dim=0, dtype=torch.int32)",
    "return torch.clamp(a, min=0, max=3)",
  ]);
});

test("recurrent layers take their first states and give their last ones", () => {
  const body = "input x: f32[2, 5, 8]\ninput h0: f32[1, 2, 4]\ny, h, c = x -> rec: lstm(4, h=h0)\noutput y, c";
  expect(linesOf(body)).toEqual({
    init: ["self.rec = nn.LSTM(8, 4, batch_first=True)"],
    forward: ["y, (_, c) = self.rec(x, (h0, torch.zeros_like(h0)))", "return y, c"],
  });
});

test("parameters and constants are tensors of the class", () => {
  const body =
    "input x: f32[1, 8]\na = token: param([1, 8])\nb = mean: constant([1, 2], shape=[2, 1])\ny = x + a\nz = y + b\noutput z";
  expect(linesOf(body).init).toEqual([
    "self.token = nn.Parameter(0.02 * torch.randn((1, 8)))",
    'self.register_buffer("mean", torch.tensor((1.0, 2.0), dtype=torch.float32).reshape((2, 1)))',
  ]);
});

test("weights that are not f32 say so", () => {
  expect(linesOf("input x: f16[1, 8]\noutput y = x -> fc: linear(2)").init).toEqual([
    "self.fc = nn.Linear(8, 2, dtype=torch.float16)",
  ]);
});
