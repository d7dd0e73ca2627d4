/** Names in the Python that is written: what is free, what a class is called, what cannot be an attribute. */

/** Keywords of Python 3 (docs.python.org, "Keywords"), and what the written file imports or relies on. */
const keywords = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const globals = new Set(
  "torch nn F json struct self load read_safetensors super range zip tuple len getattr".split(" "),
);

/** Attributes that every torch.nn.Module has: a part of a net cannot be called like one. PyTorch 1.13 to 2.15. */
const moduleAttributes = new Set(
  (
    "T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval " +
    "extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia " +
    "named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer " +
    "register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook " +
    "register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter " +
    "register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory " +
    "state_dict to to_empty train training type xpu zero_grad"
  ).split(" "),
);

/** A name that Python, and the rest of the file, leave to us: others get an underscore behind. */
export function safeName(name: string): string {
  return keywords.has(name) || globals.has(name) || name.startsWith("_") ? `${name.replace(/^_+/, "")}_` : name;
}

/** The name of the net's class: the net's own, but for keywords and what the file imports. */
export function netClassName(name: string): string {
  return keywords.has(name) || globals.has(name) ? `${name}_` : name;
}

/** Whether `self.name` can be written, and is free. */
export function isAttribute(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && !keywords.has(name) && !moduleAttributes.has(name);
}

/** `inverted_residual` → `InvertedResidual`. */
export function pascalCase(name: string): string {
  const words = name.split(/[_.]+/).filter((word) => word !== "");
  const text = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return /^[A-Z]/.test(text) ? text : `Block${text}`;
}

/** Names that are given once. */
export class Taken {
  private readonly names: Set<string>;

  constructor(names: Iterable<string> = []) {
    this.names = new Set(names);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** The first of the names that is free, or the last with a number. */
  take(...wanted: readonly [string, ...string[]]): string {
    const last = wanted.at(-1) ?? wanted[0];
    let name = wanted.find((candidate) => !this.names.has(candidate));
    for (let count = 2; name === undefined; count++) {
      const numbered = `${last}${/\d$/.test(last) ? "_" : ""}${count}`;
      if (!this.names.has(numbered)) name = numbered;
    }
    this.names.add(name);
    return name;
  }
}
