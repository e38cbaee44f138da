#include "indexer/meaning/regression.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "indexer/meaning/product.h"

namespace garner {
namespace {

constexpr auto kSize = static_cast<Eigen::Index>(kMeaningDimensions);
// A dimension of a vector of length 1 is some .04, hardly ever above .2.
constexpr float kScale = 512;
constexpr float kLargest = 127;
// As much as one wording more in every direction. 0.3 and 3 are worse on some judged sets and better on
// others.
constexpr double kRidge = 1;
constexpr std::size_t kRowsAtOnce = 256;

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Calls `work(rows)` for some meanings at a time, a row each.
template <typename Work>
void in_batches(std::span<const PackedMeaning* const> meanings, Work&& work) {
  while (!meanings.empty()) {
    const auto some = meanings.first(std::min(kRowsAtOnce, meanings.size()));
    meanings = meanings.subspan(some.size());
    Rows rows(static_cast<Eigen::Index>(some.size()), kSize);
    float* to = rows.data();
    for (const PackedMeaning* meaning : some) {
      for (const std::int8_t value : *meaning) *to++ = static_cast<float>(value) / kScale;
    }
    work(rows);
  }
}

}  // namespace

PackedMeaning pack(const Meaning& meaning) {
  PackedMeaning packed;
  for (std::size_t i = 0; i < meaning.size(); ++i) {
    const float value = std::clamp(std::round(meaning.at(i) * kScale), -kLargest, kLargest);
    packed.at(i) = static_cast<std::int8_t>(value);
  }
  return packed;
}

std::vector<float> values_of(std::span<const PackedMeaning* const> meanings, std::span<const float> weights) {
  const Eigen::Map<const Eigen::VectorXf> by(weights.data(), kSize);
  std::vector<float> values;
  in_batches(meanings, [&](const Rows& rows) {
    const Eigen::VectorXf some = rows * by;
    values.insert(values.end(), some.begin(), some.end());
  });
  return values;
}

struct MeaningRegression::Impl {
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(kSize, kSize);  // of products of dimensions
  Eigen::LLT<Eigen::MatrixXd> factors;
  std::vector<float> inverse;  // of the upper factor, in strips (product.h)

  void count(const PackedMeaning& meaning, double sign) {
    Eigen::VectorXd x(kSize);
    std::copy(meaning.begin(), meaning.end(), x.begin());
    sums.noalias() += sign * x * x.transpose();
  }
};

MeaningRegression::MeaningRegression() : impl_(std::make_unique<Impl>()) {}
MeaningRegression::~MeaningRegression() = default;

void MeaningRegression::add(const PackedMeaning& meaning) {
  impl_->count(meaning, 1);
}
void MeaningRegression::remove(const PackedMeaning& meaning) {
  impl_->count(meaning, -1);
}

void MeaningRegression::solve() {
  constexpr double kUnit = double{kScale} * kScale;
  impl_->factors.compute(impl_->sums / kUnit + kRidge * Eigen::MatrixXd::Identity(kSize, kSize));
  const Eigen::MatrixXf inverse =
      impl_->factors.matrixU().solve(Eigen::MatrixXd::Identity(kSize, kSize)).cast<float>();
  impl_->inverse.clear();
  for (Eigen::Index strip = 0; strip < kSize; strip += kProductColumns) {
    const Rows columns = inverse.middleCols(strip, kProductColumns);
    impl_->inverse.insert(impl_->inverse.end(), columns.data(), columns.data() + columns.size());
  }
}

std::vector<float> MeaningRegression::weights(std::span<const PackedMeaning* const> own) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(kSize);
  for (const PackedMeaning* meaning : own) {
    for (Eigen::Index i = 0; i < kSize; ++i)
      sum[i] += (*meaning)[static_cast<std::size_t>(i)] / double{kScale};
  }
  const Eigen::VectorXd weights = impl_->factors.solve(sum);
  return {weights.begin(), weights.end()};
}

// The factors being L and U, the leverage of x is the square of x U^-1.
std::vector<float> MeaningRegression::leverages(std::span<const PackedMeaning* const> meanings) const {
  std::vector<float> leverages;
  in_batches(meanings, [&](const Rows& rows) {
    Rows solved = Rows::Zero(rows.rows(), kSize);
    add_product(rows.data(), static_cast<std::size_t>(rows.rows()), kMeaningDimensions, impl_->inverse.data(),
                kMeaningDimensions, solved.data());
    const Eigen::VectorXf some = solved.rowwise().squaredNorm();
    leverages.insert(leverages.end(), some.begin(), some.end());
  });
  return leverages;
}

}  // namespace garner
