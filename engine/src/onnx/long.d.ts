/** The declarations of onnx-proto speak of a global `Long`. */
type Long = import("long").default;
