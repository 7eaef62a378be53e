// Reads an OpenAPI document from standard input, and writes the types of a TypeScript client to standard output.
import { registerHooks } from "node:module";
import { json } from "node:stream/consumers";
import type { OpenAPI3 } from "openapi-typescript";

// openapi-typescript needs the compiler API, which TypeScript 7 does not have
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "typescript" ? "typescript-5" : specifier, context),
});
const { default: generate, astToString } = await import("openapi-typescript");
process.stdout.write(astToString(await generate((await json(process.stdin)) as OpenAPI3)));
