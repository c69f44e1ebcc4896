/**
 * Sigma reads constants off these classes while it loads and would throw where a browser lacks them; then not even the
 * table could be shown. Must be the first import of the page.
 */
const scope = globalThis as unknown as Record<string, unknown>;
for (const name of ['WebGLRenderingContext', 'WebGL2RenderingContext'])
  scope[name] ??= class {
    static readonly UNSIGNED_BYTE = 5121;
    static readonly FLOAT = 5126;
  };

/** One line that says why there is no live map, or `null` where WebGL2 works. */
export function whyNoWebgl(): string | null {
  try {
    const gl = document.createElement('canvas').getContext('webgl2');
    if (!gl) return 'This browser has no WebGL2, which the live map needs';
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return null;
  } catch {
    return 'This browser refuses WebGL2, which the live map needs';
  }
}
