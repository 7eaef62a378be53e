/** The steps of an email on its way out. Each leaves the desk in a state from which another server can go on. */
export const DELIVERY_STEPS = ["claimed", "composed", "sent", "recorded"] as const;

export type DeliveryStep = (typeof DELIVERY_STEPS)[number];
