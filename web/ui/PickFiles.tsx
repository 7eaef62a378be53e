import { FileButton } from "@mantine/core";
import { type ReactNode, useRef } from "react";

interface Props {
  onFiles(files: File[]): void;
  children(button: { onClick(): void }): ReactNode;
}

/** Chooses files. The same file can be chosen again after it was removed. */
export function PickFiles({ onFiles, children }: Props) {
  const forgetChosen = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      resetRef={forgetChosen}
      onChange={(files) => {
        onFiles(files);
        forgetChosen.current?.();
      }}
    >
      {children}
    </FileButton>
  );
}
