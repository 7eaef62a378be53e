const TAKES_FILES = 'input[type="file"]';

/** A file that is dropped where nothing takes it would be opened by the browser in the place of the app. */
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
