import { bad, type Check, failure, ok, warn } from "../check.ts";
import { modeText } from "../setup.ts";

/** Whether the data folder is there, and its owner is who runs the server. */
export const DATA_FOLDER: Check = {
	id: "data.folder",
	title: "data folder",
	run: async (setup) => {
		const { choice, data, files, process } = setup;
		if (data.kind === "unusable") return [failure(data.error)];
		if (data.kind === "missing") {
			return [
				warn(`there is no data folder ${data.path} yet`, {
					why: `it would be there because ${choice.why}`,
					fix: "oceanftp serve makes it; --data DIR names another",
				}),
			];
		}
		const { facts, path } = data;
		if (process.uid !== undefined && facts.uid !== process.uid) {
			return [
				bad(`the data folder ${path} belongs to another user [data.unsafe]`, {
					why: `its owner is user ${facts.uid}, this is user ${process.uid}`,
					fix: `sudo -u '#${facts.uid}' oceanftp doctor --data ${path}   (or chown -R it to the user who runs the server)`,
				}),
			];
		}
		const outside = files.above(path);
		const parent = await files.facts(outside).catch(() => undefined);
		const isOpen =
			choice.kind === "portable" &&
			parent?.uid !== undefined &&
			(parent.mode & 0o022) !== 0 &&
			(parent.mode & 0o1000) === 0 &&
			(await files.keepsModes(path));
		if (isOpen) {
			return [
				bad(
					`${outside}, which holds the portable folder, may be written by others [data.unsafe]`,
					{
						why: `its mode is ${modeText(parent.mode)}`,
						fix: `chmod go-w ${outside}, or move the executable`,
					},
				),
			];
		}
		return [ok(`${path}, because ${choice.why}`)];
	},
};
