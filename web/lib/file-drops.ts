const TAKES_FILES = 'input[type="file"]';

/** Keeps the browser from opening a dropped file that no part of the app takes. */
export function startGuardingDrops(): void {
  const guard = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    if (event.target instanceof Element && event.target.closest(TAKES_FILES)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  };
  window.addEventListener("dragover", guard);
  window.addEventListener("drop", guard);
}
