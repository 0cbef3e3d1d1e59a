/** What an account may do with files. */
export const RIGHTS = [
	"read",
	"write",
	"append",
	"rename",
	"delete",
	"list",
	"mkdir",
	"rmdir",
] as const;

export type Right = (typeof RIGHTS)[number];

export type Rights = ReadonlySet<Right>;

export const ALL_RIGHTS: Rights = new Set(RIGHTS);
