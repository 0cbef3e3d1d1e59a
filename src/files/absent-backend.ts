import type { Backend } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";

/** A tree that is not there, such as that of a disk which is not plugged in: everything is `notFound`. */
export function absentBackend(): Backend {
	const fail = async (): Promise<never> => {
		throw gone();
	};
	return {
		facts: fail,
		entries: () => {
			throw gone();
		},
		openRead: fail,
		checkUpload: fail,
		beginUpload: fail,
		remove: fail,
		makeFolder: fail,
		removeFolder: fail,
		rename: fail,
		setModified: fail,
		setMode: fail,
		freeBytes: fail,
	};
}

function gone(): FileFailure {
	return new FileFailure("notFound", "the folder behind it is not there");
}
