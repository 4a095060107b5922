/** Reading what a server shows to Prometheus. */
import type request from "supertest";

/** The samples of `GET /metrics`: by name and labels as they stand there, such as `x_total{a="b"}`. */
export async function samplesOf(api: ReturnType<typeof request>): Promise<Map<string, number>> {
  const { text } = await api.get("/metrics").expect(200);
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const end = line.lastIndexOf(" ");
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
  );
}
