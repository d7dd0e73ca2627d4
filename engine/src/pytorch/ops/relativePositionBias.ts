import { isRefusal } from "../../base/report.ts";
import { relativePositionBias as operator } from "../../operators/relativePositionBias.ts";
import { hole, py } from "../code.ts";
import { type Helper, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const relativePositionBias = pytorchFacet(operator, (call) => {
  const { window, heads } = call.parameters;
  const [height = 1, width = height] = window;
  const module = moduleOf(
    "RelativePositionBias",
    [hole("height", call.size(height)), hole("width", call.size(width)), hole("heads", call.size(heads))],
    [],
    call.dtype,
  );
  return isRefusal(module) ? module : { module, forward: py`${call.self}()`, helpers: [relativeBias] };
});

const relativeBias: Helper = {
  name: "RelativePositionBias",
  source: `
class RelativePositionBias(nn.Module):
    """A learned number for every distance in a window, spread over all pairs of places (Liu et al., 2021)."""

    def __init__(self, height, width, heads, dtype=None):
        super().__init__()
        distances = (2 * height - 1) * (2 * width - 1)
        self.relative_position_bias_table = nn.Parameter(0.02 * torch.randn(distances, heads, dtype=dtype))
        row, column = torch.arange(height).repeat_interleave(width), torch.arange(width).repeat(height)
        down = row[:, None] - row[None, :] + height - 1
        right = column[:, None] - column[None, :] + width - 1
        self.register_buffer("index", down * (2 * width - 1) + right, persistent=False)

    def forward(self):
        return self.relative_position_bias_table[self.index].permute(2, 0, 1)`,
};
