/**
 * A small JSON parser by RFC 8259, for the independent check: it shares nothing with the program's. It throws for a
 * key given twice in an object, for half a surrogate pair, and for what lies more than 60 deep.
 */
export type Json = null | boolean | string | JsonNumber | Json[] | Map<string, Json>;

/** A number as it was written. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export function parseJson(text: string): Json {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.space();
  parser.expectEnd();
  return value;
}

class Parser {
  #at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Json {
    if (depth > 60) {
      throw new Error("too deep");
    }
    this.space();
    const first = this.text.charAt(this.#at);
    switch (first) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      default: {
        const word = this.#match(/true|false|null/y);
        if (word !== undefined) {
          return word === "null" ? null : word === "true";
        }
        return new JsonNumber(this.#expect(/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y));
      }
    }
  }

  space(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  expectEnd(): void {
    if (this.#at !== this.text.length) {
      throw new Error(`more at ${this.#at}`);
    }
  }

  #object(depth: number): Map<string, Json> {
    const object = new Map<string, Json>();
    this.#expect(/\{/y);
    this.space();
    if (this.#match(/\}/y) !== undefined) {
      return object;
    }
    do {
      this.space();
      const key = this.#string();
      if (object.has(key)) {
        throw new Error(`key ${key} twice`);
      }
      this.space();
      this.#expect(/:/y);
      object.set(key, this.value(depth + 1));
      this.space();
    } while (this.#match(/,/y) !== undefined);
    this.#expect(/\}/y);
    return object;
  }

  #array(depth: number): Json[] {
    const array: Json[] = [];
    this.#expect(/\[/y);
    this.space();
    if (this.#match(/\]/y) !== undefined) {
      return array;
    }
    do {
      array.push(this.value(depth + 1));
      this.space();
    } while (this.#match(/,/y) !== undefined);
    this.#expect(/\]/y);
    return array;
  }

  #string(): string {
    this.#expect(/"/y);
    const raw = this.#expect(/(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*/uy);
    this.#expect(/"/y);
    const text = raw.replaceAll(/\\(?:u(....)|(.))/g, (_, code: string | undefined, letter: string) =>
      code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    );
    if (/[\ud800-\udfff]/u.test(text)) {
      throw new Error("half a surrogate pair");
    }
    return text;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #expect(pattern: RegExp): string {
    const found = this.#match(pattern);
    if (found === undefined) {
      throw new Error(`no ${pattern.source} at ${this.#at}`);
    }
    return found;
  }
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
