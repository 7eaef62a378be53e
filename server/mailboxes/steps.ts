/** The steps of an outgoing email. After each, another server can continue if this one crashes. */
export const DELIVERY_STEPS = ["claimed", "composed", "sent", "recorded"] as const;

export type DeliveryStep = (typeof DELIVERY_STEPS)[number];
