import type { NextFunction, Request, RequestHandler, Response } from "express";

/**
 * Handlers, one after the other, as one: Express takes as long to go from a layer to the next as these take to work. An
 * error of any, thrown, rejected or passed on, goes to `next`.
 */
export function inOneLayer(...handlers: readonly RequestHandler[]): RequestHandler {
  return (req, res, next) => {
    run(handlers, 0, req, res, next);
  };
}

function run(
  handlers: readonly RequestHandler[],
  index: number,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  const handler = handlers[index];
  if (handler === undefined) {
    next();
    return;
  }
  const goOn: NextFunction = (error?: unknown) => {
    if (error === undefined) {
      run(handlers, index + 1, req, res, next);
    } else {
      next(error);
    }
  };
  try {
    const result: unknown = handler(req, res, goOn);
    if (result instanceof Promise) {
      result.catch(next);
    }
  } catch (error) {
    next(error);
  }
}
