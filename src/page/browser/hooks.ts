import { useCallback, useEffect, useState } from "preact/hooks";
import { parseRoute, type Route } from "../model/route.js";
import { currentTheme, type Theme } from "./session.js";

/** Something that is asked for: not there yet, there, or refused. What was there stays until the next is. */
export interface Asked<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly isBusy: boolean;
}

/**
 * Asks whenever `key` is another, and lets go of what was asked before.
 *
 * @param milliseconds to wait for further changes, such as those of a slider
 */
export function useAsked<Value>(
  key: string,
  ask: (signal: AbortSignal) => Promise<Value>,
  milliseconds = 0,
): Asked<Value> & { again: () => void } {
  const [asked, setAsked] = useState<Asked<Value>>({ value: undefined, error: undefined, isBusy: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leave = new AbortController();
    setAsked(({ value }) => ({ value, error: undefined, isBusy: true }));
    const timer = setTimeout(() => {
      ask(leave.signal).then(
        (value) => {
          if (!leave.signal.aborted) setAsked({ value, error: undefined, isBusy: false });
        },
        (error: unknown) => {
          if (!leave.signal.aborted) setAsked({ value: undefined, error, isBusy: false });
        },
      );
    }, milliseconds);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [key, turn]);
  const again = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);
  return { ...asked, again };
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(
    () =>
      listen("hashchange", () => {
        setHash(location.hash);
      }),
    [],
  );
  return parseRoute(hash);
}

export function useTheme(): Theme {
  const [theme, setTheme] = useState(currentTheme());
  useEffect(
    () =>
      listen("themechange", () => {
        setTheme(currentTheme());
      }),
    [],
  );
  return theme;
}

function listen(event: string, heard: () => void): () => void {
  addEventListener(event, heard);
  return () => {
    removeEventListener(event, heard);
  };
}
