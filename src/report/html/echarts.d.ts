/** The package has types for its parts, not for the file that holds them all. */
declare module 'echarts/dist/echarts.esm.min.mjs' {
  export { init } from 'echarts/core';
}
