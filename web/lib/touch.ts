/** Whether the device is used with fingers: nothing shows on hover, and focus in a field opens a keyboard on the screen. */
export const isTouch = (): boolean => matchMedia("(hover: none)").matches;
