/**
 * Says that the start is over. Until then an executable compiles to machine code only what runs eight times as often as usual
 * (`--compile-jit-policy` in `scripts/build/compile.ts`): what a start runs, it runs once. From here on what is hot is
 * compiled as in any other program.
 */
export function compileAsUsual(): void {
	// Deno has no such policy, and Bun before 1.4.2 neither.
	if (typeof Bun !== "undefined") Bun.unsafe.setJITPolicy?.(1);
}
