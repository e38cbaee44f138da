#include "indexer/meaning/encoder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "indexer/meaning/pieces.h"
#include "indexer/meaning/product.h"

// What pack.mjs wrote (weights.S).
extern "C" const float garner_encoder_weights[];
extern "C" const char garner_encoder_pieces[];
extern "C" const char garner_encoder_pieces_end[];

namespace garner {
namespace {

// What a message is about is said at its beginning, and a long one has words enough without: 32 pieces, some
// 25 words, bound what it costs.
constexpr std::size_t kMostPieces = 32;
constexpr std::size_t kPieceKinds = 8'002, kNarrow = 256, kWide = kMeaningDimensions, kInner = 1'536;
constexpr std::size_t kHeads = 4;

using Rows = std::vector<float>;  // one row a piece

// y = x w + b, for each row of x.
struct Linear {
  std::size_t in, out;
  const float* weight;  // in rows of `out`
  const float* bias;

  Rows operator()(const Rows& x) const {
    const std::size_t rows = x.size() / in;
    Rows y;
    y.reserve(rows * out);
    for (std::size_t row = 0; row < rows; ++row) y.insert(y.end(), bias, bias + out);
    add_product(x.data(), rows, in, weight, out, y.data());
    return y;
  }
};

struct Norm {
  std::size_t width;
  const float *scale, *bias;

  Rows operator()(Rows x) const {
    for (auto row = x.begin(); row != x.end(); row += static_cast<std::ptrdiff_t>(width)) {
      float mean = 0, variance = 0;
      for (std::size_t i = 0; i < width; ++i) mean += row[static_cast<std::ptrdiff_t>(i)];
      mean /= static_cast<float>(width);
      for (std::size_t i = 0; i < width; ++i) {
        const float off = row[static_cast<std::ptrdiff_t>(i)] - mean;
        variance += off * off;
      }
      const float factor = 1 / std::sqrt(variance / static_cast<float>(width) + 1e-6F);
      for (std::size_t i = 0; i < width; ++i) {
        float& value = row[static_cast<std::ptrdiff_t>(i)];
        value = (value - mean) * factor * scale[i] + bias[i];
      }
    }
    return x;
  }
};

struct Layer {
  Norm norm;
  Linear mixed, joined;  // queries, keys and values in one; the heads put together
  Norm inner_norm;
  Linear first, second;
};

// Takes one matrix behind the other.
class Reader {
 public:
  const float* take(std::size_t count) {
    const float* at = next_;
    next_ += count;
    return at;
  }
  Norm norm(std::size_t width) {
    const float* scale = take(width);
    return {width, scale, take(width)};
  }
  Linear linear(std::size_t in, std::size_t out) {
    const float* weight = take(in * out);
    return {in, out, weight, take(out)};
  }
  Layer layer(std::size_t in) {
    const Norm norm_in = norm(in);
    const Linear mixed = linear(in, 3 * in), joined = linear(in, kWide);
    const Norm inner = norm(kWide);
    const Linear first = linear(kWide, kInner), second = linear(kInner, kWide);
    return {norm_in, mixed, joined, inner, first, second};
  }

 private:
  const float* next_ = garner_encoder_weights;
};

struct Encoder {
  Pieces pieces{
      {garner_encoder_pieces, static_cast<std::size_t>(garner_encoder_pieces_end - garner_encoder_pieces)}};
  const float* embeddings;
  Linear widened;
  Layer layers[2];
  Linear last;

  explicit Encoder(Reader reader = {})
      : embeddings(reader.take(kPieceKinds * kNarrow)),
        widened(reader.linear(kNarrow, kWide)),
        layers{reader.layer(kNarrow), reader.layer(kWide)},
        last(reader.linear(kWide, kWide)) {}
};

void add(Rows& to, const Rows& what) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += what[i];
}

// Every piece looks at every piece, by each head on its part of the row (Vaswani et al., Attention Is All You
// Need, NIPS 2017).
Rows attended(const Rows& mixed, std::size_t width) {
  const std::size_t rows = mixed.size() / (3 * width), head = width / kHeads;
  const float scale = 1 / std::sqrt(static_cast<float>(head));
  Rows out(rows * width), shares(rows);
  for (std::size_t h = 0; h < kHeads; ++h) {
    const float* queries = mixed.data() + h * head;
    const float *keys = queries + width, *values = keys + width;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < rows; ++j) {
        const float* query = queries + i * 3 * width;
        shares[j] = scale * std::inner_product(query, query + head, keys + j * 3 * width, 0.0F);
      }
      const float most = *std::max_element(shares.begin(), shares.end());
      float sum = 0;
      for (float& share : shares) sum += share = std::exp(share - most);
      float* to = out.data() + i * width + h * head;
      for (std::size_t j = 0; j < rows; ++j) {
        const float share = shares[j] / sum;
        for (std::size_t d = 0; d < head; ++d) to[d] += share * values[j * 3 * width + d];
      }
    }
  }
  return out;
}

// `rest` is what the layer adds to: its input, as wide as its output.
Rows through(const Layer& layer, const Rows& x, Rows rest) {
  add(rest, layer.joined(attended(layer.mixed(layer.norm(x)), layer.norm.width)));
  Rows inner = layer.first(layer.inner_norm(rest));
  for (float& value : inner) value = std::max(value, 0.0F);
  add(rest, layer.second(inner));
  return rest;
}

// Where a piece stands, as waves of 128 lengths (Vaswani et al.).
Rows waves() {
  constexpr std::size_t kWaves = kNarrow / 2;
  const double step = std::log(10'000.0) / (kWaves - 1);
  Rows x(kMostPieces * kNarrow);
  for (std::size_t i = 0; i < kMostPieces; ++i) {
    for (std::size_t d = 0; d < kWaves; ++d) {
      const double angle = static_cast<double>(i) * std::exp(-step * static_cast<double>(d));
      x[i * kNarrow + d] = static_cast<float>(std::sin(angle));
      x[i * kNarrow + kWaves + d] = static_cast<float>(std::cos(angle));
    }
  }
  return x;
}

Rows embedded(const float* embeddings, const std::vector<std::uint32_t>& pieces) {
  static const Rows places = waves();
  Rows x(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(pieces.size() * kNarrow));
  // Twice, as the encoder was taught: once with its place and once without.
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t d = 0; d < kNarrow; ++d) x[i * kNarrow + d] += 2 * embeddings[pieces[i] * kNarrow + d];
  }
  return x;
}

}  // namespace

Meaning meaning_of(std::string_view text) {
  static const Encoder encoder;
  Meaning meaning{};
  const auto pieces = encoder.pieces.cut(text, kMostPieces);
  if (pieces.empty()) return meaning;
  Rows x = embedded(encoder.embeddings, pieces);
  x = through(encoder.layers[0], x, encoder.widened(x));
  x = through(encoder.layers[1], x, x);

  Rows mean(kWide, 0.0F);
  for (std::size_t i = 0; i < x.size(); ++i) mean[i % kWide] += x[i];
  for (float& value : mean) value /= static_cast<float>(pieces.size());
  const Rows last = encoder.last(mean);
  float squares = 0;
  for (std::size_t i = 0; i < kWide; ++i) {
    meaning[i] = std::tanh(last[i]);
    squares += meaning[i] * meaning[i];
  }
  for (float& value : meaning) value /= std::sqrt(squares);
  return meaning;
}

}  // namespace garner
