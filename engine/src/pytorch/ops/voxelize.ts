/** Points into cells of a cube, and back. */
import { isRefusal } from "../../base/report.ts";
import { devoxelize as devoxelizeOperator } from "../../operators/devoxelize.ts";
import { voxelize as voxelizeOperator } from "../../operators/voxelize.ts";
import { py } from "../code.ts";
import { type Helper, inputOf, pytorchFacet } from "../facet.ts";

const places: Helper = {
  name: "_places",
  source: `
def _places(points, resolution):
    """Points [N, 3, P] in units of cells: centred, and scaled so that the farthest lies on the cube (Liu et al., 2019)."""
    points = points - points.mean(dim=2, keepdim=True)
    radius = points.norm(dim=1, keepdim=True).amax(dim=2, keepdim=True)
    points = points / (2 * radius) + 0.5
    return (points * resolution).clamp(0, resolution - 1)`,
};

export const voxelize = pytorchFacet(voxelizeOperator, (call) => {
  const resolution = call.extent(call.parameters.resolution, "resolution");
  if (isRefusal(resolution)) return resolution;
  return {
    forward: py`_voxelize(${inputOf(call, 0).text}, ${inputOf(call, 1).text}, ${resolution})`,
    helpers: [places, averaged],
  };
});

const averaged: Helper = {
  name: "_voxelize",
  source: `
def _voxelize(x, points, r):
    """The mean of the features [N, C, P] in each cell; 0 where there is no point."""
    place = _places(points, r).round().long()
    cell = ((place[:, 0] * r + place[:, 1]) * r + place[:, 2]).unsqueeze(1)
    sums = x.new_zeros(x.size(0), x.size(1), r**3).scatter_add(2, cell.expand(-1, x.size(1), -1), x)
    counts = x.new_zeros(x.size(0), 1, r**3).scatter_add(2, cell, torch.ones_like(x[:, :1]))
    return (sums / counts.clamp(min=1)).unflatten(2, (r, r, r))`,
};

export const devoxelize = pytorchFacet(devoxelizeOperator, (call) => ({
  forward: py`_devoxelize(${inputOf(call, 0).text}, ${inputOf(call, 1).text})`,
  helpers: [places, weighed],
}));

const weighed: Helper = {
  name: "_devoxelize",
  source: `
def _devoxelize(x, points):
    """Cells [N, C, R, R, R] at the points, the eight around each weighed by how near they are."""
    r = x.size(-1)
    # grid_sample takes the coordinate of the last axis first, and -1 to 1 for the first to the last cell.
    grid = _places(points, r).flip(1).transpose(1, 2) * (2 / max(r - 1, 1)) - 1
    return F.grid_sample(x, grid[:, :, None, None], align_corners=True).flatten(2)`,
};
