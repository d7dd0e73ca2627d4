/** Recurrent layers, which PyTorch has under the same names. */

import type { Dim } from "../../base/dim.ts";
import { isRefusal, type Refusal } from "../../base/report.ts";
import { gru as gruOperator, lstm as lstmOperator, rnn as rnnOperator } from "../../operators/recurrent.ts";
import { hole, type Named, named, py } from "../code.ts";
import { inputOf, type PyTorchForm, pytorchFacet, type WrittenCall } from "../facet.ts";
import { moduleOf } from "./common.ts";

interface Parameters {
  readonly hidden: Dim;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
}

export const lstm = pytorchFacet(lstmOperator, (call) => {
  const [h, c] = [call.argument("h")?.text, call.argument("c")?.text];
  // PyTorch takes both first states or none.
  const given = h ?? c;
  const states =
    given === undefined ? undefined : `(${h ?? `torch.zeros_like(${given})`}, ${c ?? `torch.zeros_like(${given})`})`;
  return recurrent(call, "nn.LSTM", states, ([y = "_", last = "_", cell = "_"]) => `${y}, (${last}, ${cell})`);
});

export const gru = pytorchFacet(gruOperator, (call) => recurrent(call, "nn.GRU", call.argument("h")?.text));

export const rnn = pytorchFacet(rnnOperator, (call) =>
  recurrent(call, "nn.RNN", call.argument("h")?.text, undefined, [
    named("nonlinearity", call.parameters.nonlinearity, "tanh"),
  ]),
);

function recurrent(
  call: WrittenCall<Parameters>,
  callee: string,
  states: string | undefined,
  unpack: PyTorchForm["unpack"] = (names) => names.join(", "),
  more: readonly Named[] = [],
): PyTorchForm | Refusal {
  const x = inputOf(call);
  const { hidden, layers, bidirectional, bias } = call.parameters;
  const module = moduleOf(
    callee,
    [hole("features", call.size(x.type.shape.at(-1) ?? 1)), hole("hidden", call.size(hidden))],
    [
      named("num_layers", layers, 1),
      ...more,
      named("bias", bias, true),
      named("batch_first", true),
      named("bidirectional", bidirectional, false),
    ],
    call.dtype,
  );
  if (isRefusal(module)) return module;
  return { module, forward: py`${call.self}(${x.text}${states === undefined ? "" : `, ${states}`})`, unpack };
}
