import { NodeProgram, type ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying float v_shape;
varying float v_pixel;
const float bias = 255.0 / 254.0;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  // A quarter of room around the disc of radius a_size: corners stand out of it, and the rim needs a pixel.
  float side = max(a_size / u_sizeRatio * 2.5, 2.0) * u_pixelRatio;
  gl_PointSize = side;
  // Sigma leaves zeros where a node is hidden: without this, a dot at the origin.
  if (a_size <= 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 0.0;
  }
  v_pixel = 2.5 / side;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}`;

// Signed distances; the outlines in SHAPE_PATHS divided by ten.
const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying float v_shape;
varying float v_pixel;
uniform vec3 u_ground;
float outside(vec2 p) {
  if (v_shape < 0.5) return length(p) - 0.8;
  if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.72;
  if (v_shape < 2.5) return max(abs(p.x) * 0.866 - p.y * 0.5 - 0.45, p.y - 0.6);
  if (v_shape < 3.5) return (abs(p.x) + abs(p.y) - 0.95) * 0.7071;
  if (v_shape < 4.5) return max(abs(p.x) * 0.866 + abs(p.y) * 0.5, abs(p.y)) - 0.8;
  if (v_shape < 5.5) return abs(length(p) - 0.6) - 0.2;
  return min(max(abs(p.x) - 0.3, abs(p.y) - 0.9), max(abs(p.x) - 0.9, abs(p.y) - 0.3));
}
void main() {
  vec2 p = (gl_PointCoord - vec2(0.5)) * 2.5;
  float d = outside(p);
  #ifdef PICKING_MODE
  gl_FragColor = d < v_pixel ? v_color : vec4(0.0);
  #else
  float inside = clamp(0.5 - d / v_pixel, 0.0, 1.0);
  // Small points stand close: a rim of full width would eat their neighbours.
  float rim = clamp(0.5 + min(1.2, 0.22 / v_pixel) - d / v_pixel, 0.0, 1.0);
  vec3 colour = mix(u_ground, v_color.rgb, inside);
  gl_FragColor = vec4(colour, 1.0) * rim;
  #endif
}`;

const UNIFORMS = ['u_sizeRatio', 'u_pixelRatio', 'u_matrix', 'u_ground'] as const;

/** Colour of the thin rim that keeps neighbours apart: that of the ground, 0 to 1. Set before a refresh. */
export const rim = { ground: [1, 1, 1] as readonly [number, number, number] };

/** What the scene adds to a node's attributes for this program. */
export interface ShapedNode {
  readonly shape: number;
}

/** One vertex a node, whatever its shape: at 50,000 nodes a quad each would be four times the work. */
export class ShapeProgram extends NodeProgram<(typeof UNIFORMS)[number]> {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
    return {
      VERTICES: 1,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: POINTS,
      UNIFORMS,
      ATTRIBUTES: [
        { name: 'a_position', size: 2, type: FLOAT },
        { name: 'a_size', size: 1, type: FLOAT },
        { name: 'a_shape', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
    };
  }

  processVisibleItem(nodeIndex: number, start: number, data: NodeDisplayData): void {
    const { array } = this;
    array[start] = data.x;
    array[start + 1] = data.y;
    array[start + 2] = data.size;
    array[start + 3] = (data as NodeDisplayData & ShapedNode).shape;
    array[start + 4] = floatColor(data.color);
    array[start + 5] = nodeIndex;
  }

  setUniforms({ sizeRatio, pixelRatio, matrix }: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniform1f(uniformLocations.u_sizeRatio!, sizeRatio);
    gl.uniform1f(uniformLocations.u_pixelRatio!, pixelRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix!, false, matrix);
    gl.uniform3f(uniformLocations.u_ground!, ...rim.ground);
  }
}
