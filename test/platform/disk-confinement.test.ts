import { test } from "bun:test";
import { diskConfinement } from "./disk-confinement.ts";

diskConfinement("disk backend", test, {});
diskConfinement("disk backend that holds folders by path", test, {
	holding: "path",
});
