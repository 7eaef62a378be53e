import { randomBytes } from "node:crypto";
import type { Config } from "../config.ts";
import { type Db, query } from "../platform/database.ts";
import { createUser, userColumns } from "../users/users.ts";

export interface NewAdmin {
  username: string;
  /** Null if ADMIN_PASSWORD sets it. */
  password: string | null;
}

/** What to do if nobody can sign in as an Admin. */
export const NO_ADMIN = "There is no active Admin. Create one: npm run user -- USERNAME --role Admin";

export const hasUsers = async (db: Db): Promise<boolean> => (await query(db, "select 1 from users limit 1")).length > 0;

export const hasAdmin = async (db: Db): Promise<boolean> =>
  (await query(db, "select 1 from users where role = 'Admin' and is_active limit 1")).length > 0;

/** Creates the Admin named in the settings; null if there is a user of that name. */
export async function makeAdmin(db: Db, { admin }: Config): Promise<NewAdmin | null> {
  const { username, email, password = null } = admin;
  const initialPassword = password ?? randomBytes(12).toString("base64url");
  try {
    await createUser(
      db,
      null,
      await userColumns({ username, email, password: initialPassword, role: "Admin", is_active: true }),
    );
    return { username, password: password ? null : initialPassword };
  } catch (error) {
    // if two servers start at once on one database, one creates the Admin
    if (await hasUsers(db)) return null;
    throw error;
  }
}

/** How to sign in as the Admin who was just created. */
export const signInHint = ({ password }: NewAdmin): string =>
  password ? `with the password ${password}` : "with ADMIN_PASSWORD";
