import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Sends bytes of an open file on a socket from the system's page cache, without copying them, as many as the socket takes
 * at once; gives how many: 0 if it takes none now. `undefined` where it cannot, since the socket has closed, what was
 * written to it before waits to be sent, or the file is of a kind that is only read. Waits for the disk, with all of this
 * process, if the bytes are not in memory.
 */
export function sendfile(socket: Socket, fd: number, offset: number, length: number): number | undefined {
  const out = descriptorOf(socket);
  if (system === undefined || out === undefined) {
    return undefined;
  }
  position[0] = BigInt(offset);
  const count = system.sendfile(out, fd, position, length);
  if (count > 0) {
    sent.set(socket, sentBySendfile(socket) + count);
    return count;
  }
  return count < 0 && system.isBusy() ? 0 : undefined;
}

/** Bytes that {@link sendfile} sent on a socket, which its `bytesWritten` has not. */
export function sentBySendfile(socket: Socket): number {
  return sent.get(socket) ?? 0;
}

const sent = new WeakMap<Socket, number>();

/** Where to begin in the file, for the system: one call is under way at a time. */
const position = new BigInt64Array(1);

/** Node has no sendfile(2) and keeps descriptors of sockets to itself: this is all that goes beside it. */
interface System {
  sendfile(out: number, from: number, position: BigInt64Array, length: number): number;
  /** Whether the last call failed since the socket is full. */
  isBusy(): boolean;
}

const system = await loadSystem();

/** Linux's, by `koffi`, an optional package; other systems' differ, and their off_t where it has 32 bits. */
async function loadSystem(): Promise<System | undefined> {
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
    return undefined;
  }
  try {
    const { default: koffi } = await import("koffi");
    const call = koffi
      .load(null)
      .func("int64_t sendfile(int out, int from, _Inout_ int64_t *position, size_t length)");
    return {
      sendfile: (out, from, at, length) => Number(call(out, from, at, length)),
      isBusy: () => koffi.errno() === koffi.os.errno["EAGAIN"],
    };
  } catch {
    return undefined;
  }
}

/** The descriptor of a socket that has handed over all that was written to it. */
function descriptorOf(socket: Socket): number | undefined {
  if (socket.destroyed || socket.writableLength > 0 || socket instanceof TLSSocket) {
    return undefined;
  }
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null || Reflect.get(handle, "writeQueueSize") !== 0) {
    return undefined;
  }
  const fd: unknown = Reflect.get(handle, "fd");
  return typeof fd === "number" && fd >= 0 ? fd : undefined;
}
