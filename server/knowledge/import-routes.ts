import { buffer } from "node:stream/consumers";
import { importArticles as wireImport } from "../../wire/knowledge-import.ts";
import { takeIn } from "../attachments/receive-file.ts";
import type { RouteServices } from "../platform/docket.ts";
import { filterFlag } from "../platform/filters.ts";
import { type Route, slowRoute } from "../platform/front-door.ts";
import { importArticles, prepareImport } from "./import.ts";
import { isZip, unzip } from "./zip.ts";

export function importRoutes(services: RouteServices): Route[] {
  return [
    slowRoute(
      wireImport,
      async (ctx) => {
        const upload = await takeIn(services, ctx);
        try {
          const { file, name } = upload.file;
          const stream = await services.storage.read(file);
          const bytes = stream ? await buffer(stream) : Buffer.alloc(0);
          const files = isZip(bytes) ? await unzip(bytes) : [{ path: name, bytes }];
          const batch = await prepareImport(services, ctx.db, files);
          const drop = async () => {
            await batch.drop();
            await upload.drop();
          };
          return { ...batch, fingerprint: upload.fingerprint, drop };
        } catch (error) {
          await upload.drop();
          throw error;
        }
      },
      async ({ db, actor, query }, batch) => {
        const results = await importArticles(db, actor, batch, filterFlag(query, "publish") === true);
        const importedCount = results.filter(({ article }) => article !== null).length;
        return { body: { taken: importedCount, refused: results.length - importedCount, results } };
      },
    ),
  ];
}
