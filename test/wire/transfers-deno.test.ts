import { test } from "bun:test";
import { DENO } from "../support/programs.ts";
import { transferSuite } from "./transfer-suite.ts";

if (DENO === undefined)
	test.skip("the suite of transfers against the server run by deno", () =>
		undefined);
else transferSuite("deno");
