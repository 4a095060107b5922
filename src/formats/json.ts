/** What a JSON text may hold, beyond the grammar. */
export interface JsonLimits {
  /** Objects and arrays inside each other; bounds the recursion of whatever walks the value later. */
  readonly maxDepth: number;
  /** Keys of any one object; bounds the time that telling them apart takes. */
  readonly maxKeys?: number;
  /** Refuse every number but plain digits: no sign, point or exponent. */
  readonly wholeNumbers?: boolean;
}

/** An open object's keys, or `undefined` for an open array. */
type Frame = { readonly keys: Set<string>; key: string } | undefined;

/**
 * Parses JSON as `JSON.parse` does, but refuses what two readers could read differently: a key that stands twice
 * in one object, and a lone surrogate. Throws `SyntaxError` naming the fault.
 */
export function parseStrictJson(text: string, limits: JsonLimits): unknown {
  const value: unknown = JSON.parse(text);
  checkStructure(text, limits);
  return value;
}

// The text is known to be JSON, so a string before a colon is a key and every bracket has its partner.
function checkStructure(text: string, limits: JsonLimits): void {
  const open: Frame[] = [];
  for (let i = 0; i < text.length;) {
    switch (text.charAt(i)) {
      case '"': {
        const end = stringEnd(text, i);
        checkString(text, i, end, open, limits);
        i = end;
        continue;
      }
      case "{":
      case "[":
        if (open.length >= limits.maxDepth) {
          throw new SyntaxError(`nested more than ${limits.maxDepth} deep`);
        }
        open.push(text.charAt(i) === "{" ? { keys: new Set(), key: "" } : undefined);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      default:
        if (limits.wholeNumbers === true && numberStart.test(text.charAt(i))) {
          i = wholeNumberEnd(text, i);
          continue;
        }
    }
    i++;
  }
}

const numberStart = /[-0-9]/;
const number = /[-+.0-9eE]+/y;
const afterKey = /[ \t\r\n]*:/y;

function wholeNumberEnd(text: string, start: number): number {
  number.lastIndex = start;
  const token = number.exec(text)?.[0] ?? "";
  if (!/^[0-9]+$/.test(token)) {
    throw new SyntaxError(`${token.slice(0, 40)} is not a whole number written in plain digits`);
  }
  return start + token.length;
}

/** Index after the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (text.charAt(i) !== '"') {
    i += text.charAt(i) === "\\" ? 2 : 1;
  }
  return i + 1;
}

function checkString(
  text: string,
  start: number,
  end: number,
  open: readonly Frame[],
  limits: JsonLimits,
): void {
  const raw = text.slice(start, end);
  // Decoded UTF-8 holds no surrogates of its own; only an escape can bring one in.
  if (raw.includes("\\u") && /\p{Surrogate}/u.test(String(JSON.parse(raw)))) {
    throw new SyntaxError(`the string ${raw.slice(0, 80)} holds half a surrogate pair`);
  }
  const frame = open.at(-1);
  afterKey.lastIndex = end;
  if (frame === undefined || !afterKey.test(text)) {
    return;
  }
  const key = String(JSON.parse(raw));
  if (frame.keys.has(key)) {
    throw new SyntaxError(`the key ${JSON.stringify(key.slice(0, 80))} stands twice${within(open)}`);
  }
  frame.keys.add(key);
  if (frame.keys.size > (limits.maxKeys ?? Infinity)) {
    throw new SyntaxError(`more than ${limits.maxKeys ?? 0} keys in one object`);
  }
  frame.key = key;
}

function within(open: readonly Frame[]): string {
  const parents = open.slice(0, -1).flatMap((frame) => (frame === undefined ? [] : [frame.key.slice(0, 80)]));
  return parents.length === 0 ? "" : ` in ${JSON.stringify(parents.join("."))}`;
}
