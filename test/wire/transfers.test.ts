import { transferSuite } from "./transfer-suite.ts";

transferSuite("bun");
