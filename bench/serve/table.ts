/** What is compared: nginx, `node:http` alone, and this server. */
export const servers = ["nginx", "bare", "learngene"] as const;
export type ServerName = (typeof servers)[number];

/** One point of the comparison: medians over the rounds. */
export interface ServePoint {
  /** Of the file that is asked for, bytes. */
  readonly size: number;
  readonly connections: number;
  /** 10^6 bytes a second. */
  readonly throughput: Readonly<Record<ServerName, number>>;
  /** Milliseconds to the first byte. */
  readonly firstByte: Readonly<Record<ServerName, number>>;
  /** Medians of the rounds' ratios, each of two runs that followed each other: ours over nginx's. */
  readonly ratio: { readonly throughput: number; readonly firstByte: number };
}

/** What one file costs to keep, bytes: itself, and the learngene that all depths are made of. */
export interface ServeStorage {
  readonly size: number;
  readonly learngene: number;
}

/** Results as a Markdown table. */
export function serveTable(points: readonly ServePoint[], storage: readonly ServeStorage[]): string {
  const rows = points.map(({ size, connections, throughput, firstByte, ratio }) => {
    const learngene = storage.find((one) => one.size === size)?.learngene ?? Number.NaN;
    const cells = [
      megabytes(size),
      megabytes(learngene),
      connections,
      throughput.nginx.toFixed(0),
      throughput.learngene.toFixed(0),
      ratio.throughput.toFixed(2),
      firstByte.nginx.toFixed(2),
      firstByte.bare.toFixed(2),
      firstByte.learngene.toFixed(2),
      ratio.firstByte.toFixed(2),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| file, MB (nginx stores it) | learngene, MB (all depths) | connections | nginx, MB/s | learngene, MB/s | ratio | first byte, nginx, ms | bare `node:http`, ms | learngene, ms | ratio |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
  ].join("\n");
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
