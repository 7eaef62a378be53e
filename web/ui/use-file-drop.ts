import { type DragEvent, useRef, useState } from "react";
import { t } from "../lib/texts.ts";
import { filesOfFolders } from "./dropped-files.ts";
import { showError } from "./notices.ts";

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/** Takes files that are dropped on an element, and tells while some are held over it. */
export function useFileDrop(onFiles: (files: File[]) => void) {
  const [isOver, setOver] = useState(false);
  // entering a child leaves its parent: only leaving as often as one entered is leaving
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
        inFolders.then(onFiles, (error) => showError(error, t("problems.folder")));
      },
    },
  };
}
