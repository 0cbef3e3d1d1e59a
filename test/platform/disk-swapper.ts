// Child process of disk-race.test.ts: puts links in the place of a folder and of a file, and takes them away again,
// as fast as it can, so that a reader that checks first and uses later is caught between the two.
import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { argv, exit, stdout } from "node:process";

const [root = "", outside = "", rounds = "0"] = argv.slice(2);
const at = (name: string): string => join(root, name);

symlinkSync(outside, at("link-to-folder"));
symlinkSync(join(outside, "file"), at("link-to-file"));
stdout.write("swapping\n");
for (let round = 0; round < Number(rounds); round++) {
	renameSync(at("folder"), at("folder-aside"));
	renameSync(at("link-to-folder"), at("folder"));
	renameSync(at("file"), at("file-aside"));
	renameSync(at("link-to-file"), at("file"));
	renameSync(at("folder"), at("link-to-folder"));
	renameSync(at("folder-aside"), at("folder"));
	renameSync(at("file"), at("link-to-file"));
	renameSync(at("file-aside"), at("file"));
}
exit(0);
