import { DiskBar } from "./DiskBar.tsx";
import { WeakPasswordBar } from "./WeakPasswordBar.tsx";

/** What somebody should know wherever they are; a moment after the first view. */
export function Bars() {
  return (
    <>
      <DiskBar />
      <WeakPasswordBar />
    </>
  );
}
