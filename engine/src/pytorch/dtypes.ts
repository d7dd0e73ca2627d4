import { type Refusal, refuse } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import { type Raw, raw } from "./code.ts";

const torchDtypes: Readonly<Partial<Record<Dtype, string>>> = {
  f64: "float64",
  f32: "float32",
  f16: "float16",
  bf16: "bfloat16",
  i64: "int64",
  i32: "int32",
  i16: "int16",
  i8: "int8",
  u64: "uint64",
  u32: "uint32",
  u16: "uint16",
  u8: "uint8",
  bool: "bool",
};

/** `f16` → `torch.float16`; refuses types that PyTorch has no tensors of. */
export function torchDtype(dtype: Dtype): Raw | Refusal {
  const name = torchDtypes[dtype];
  return name === undefined
    ? refuse("not-in-pytorch", `PyTorch has no tensors of \`${dtype}\``, { help: "Use another element type." })
    : raw(`torch.${name}`);
}
