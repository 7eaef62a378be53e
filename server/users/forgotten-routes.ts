import { askForReset } from "../../wire/password-links.ts";
import { networkOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { preparedRoute, type Route } from "../platform/front-door.ts";
import { requestReset } from "./password-links.ts";
import type { Entrance } from "./sessions.ts";

const MESSAGE = "If there is such an account, a link is on its way to its email address.";

/** Accepts requests to reset a password. They are handled later, so the response reveals nothing about accounts. */
export const forgottenRoutes = ({ zone }: RouteServices, { attempts }: Entrance): Route[] => [
  preparedRoute(
    askForReset,
    async ({ request }) => {
      const { username } = await readFields(request, askForReset.body, { how: "create", zone });
      await attempts.take("address", networkOf(request.ip));
      await attempts.take("reset", username!.normalize("NFKC").toLowerCase());
      return username!;
    },
    async ({ db }, username) => {
      await requestReset(db, username);
      return { body: { message: MESSAGE } };
    },
  ),
];
