import { useEffect, useState } from "react";
import { useLoaded } from "./loadable.ts";
import { noticeBoard } from "./notices.ts";

const IDLE_MS = 1_500;

/** The place of notices, loaded after the first view. */
export function Notices() {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  const board = useLoaded(noticeBoard, isWanted);
  return board && <board.NoticeBoard />;
}
