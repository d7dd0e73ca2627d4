/** Tables of text: fields apart by commas, in quotes where they hold commas, quotes or line ends (RFC 4180). */
import { type Refusal, refuse } from "@lathe/engine";

export interface CsvRow {
  /** As editors count: the line on which the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The rows of a text, those without any sign left out. Refuses a quote that is not closed. */
export function readCsv(text: string): readonly CsvRow[] | Refusal {
  const rows: CsvRow[] = [];
  let [fields, field, line, start]: [string[], string, number, number] = [[], "", 1, 1];
  let isQuoted = false;
  const endRow = () => {
    fields.push(field);
    if (fields.length > 1 || field.trim() !== "") rows.push({ line: start, fields });
    [fields, field] = [[], ""];
  };
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\n") line++;
    if (isQuoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') {
        field += sign;
        at++;
      } else isQuoted = false;
    } else if (sign === '"' && field.trim() === "") {
      isQuoted = true;
      field = "";
    } else if (sign === ",") {
      fields.push(field);
      field = "";
    } else if (sign === "\n") {
      endRow();
      start = line;
    } else if (sign !== "\r") field += sign;
  }
  if (isQuoted) return refuse("bad-csv", `line ${start}: a quote is not closed`);
  endRow();
  return rows;
}
