declare module "fs-native-extensions" {
  /**
   * Asks for an exclusive lock on an open file, which must be writable; false if another open file holds one. The
   * lock goes when the descriptor closes, so also when its process dies.
   */
  export function tryLock(fd: number): boolean;
}
