import "../lib/later-texts.ts";
import { type DragEvent, useRef, useState } from "react";
import { t } from "../lib/texts.ts";
import { filesOfFolders } from "./dropped-files.ts";
import { showError } from "./notices.ts";

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/** Takes files that are dropped on an element, and reports while some are dragged over it. */
export function useFileDrop(onFiles: (files: File[]) => void) {
  const [isOver, setOver] = useState(false);
  // entering a child element leaves its parent, so the drag has left after as many leaves as enters
  const depth = useRef(0);
  const enter = (event: DragEvent, by: number) => {
    if (!hasFiles(event)) return;
    depth.current += by;
    setOver(depth.current > 0);
  };
  return {
    isOver,
    target: {
      onDragEnter: (event: DragEvent) => enter(event, 1),
      onDragLeave: (event: DragEvent) => enter(event, -1),
      onDragOver: (event: DragEvent) => {
        if (hasFiles(event)) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        depth.current = 0;
        setOver(false);
        if (!hasFiles(event) || event.defaultPrevented) return;
        event.preventDefault();
        const inFolders = filesOfFolders(event.dataTransfer);
        if (!inFolders) return onFiles([...event.dataTransfer.files]);
        inFolders.then(onFiles, (error) => showError(error, t("failures.folder")));
      },
    },
  };
}
