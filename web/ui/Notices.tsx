import { lazy, Suspense, useEffect, useState } from "react";
import { loadBoard } from "./notices.ts";

const Board = lazy(() => loadBoard().then((file) => ({ default: file.NoticeBoard })));
const IDLE_MS = 1_500;

/** The place of notices, once the first view stands. */
export function Notices() {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isWanted ? (
    <Suspense fallback={null}>
      <Board />
    </Suspense>
  ) : null;
}
