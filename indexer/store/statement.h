// Statement: one prepared SQL statement and the variables it is bound to, so that running it again parses
// nothing and allocates next to nothing. Kept and handed out by Database; throws soci_error; one thread.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace garner {

// The variable behind one parameter or column. SQL of Garner knows four types; a NULL only where there is no
// time.
template <typename T>
struct Cell;

template <>
struct Cell<std::int64_t> {
  long long value = 0;
  void set(std::int64_t given) { value = given; }
  std::int64_t get() const { return value; }
  void use_in(soci::statement& statement) { statement.exchange(soci::use(value)); }
  void fill_from(soci::statement& statement) { statement.exchange(soci::into(value)); }
};

template <>
struct Cell<double> {
  double value = 0;
  void set(double given) { value = given; }
  double get() const { return value; }
  void use_in(soci::statement& statement) { statement.exchange(soci::use(value)); }
  void fill_from(soci::statement& statement) { statement.exchange(soci::into(value)); }
};

template <>
struct Cell<std::string> {
  std::string value;
  void set(std::string_view given) {
    value = given;
    // PostgreSQL's text cannot hold NUL, and no text of a person needs one.
    if (value.find('\0') != std::string::npos) std::erase(value, '\0');
  }
  std::string&& get() { return std::move(value); }
  void use_in(soci::statement& statement) { statement.exchange(soci::use(value)); }
  void fill_from(soci::statement& statement) { statement.exchange(soci::into(value)); }
};

template <>
struct Cell<std::optional<std::int64_t>> {
  long long value = 0;
  soci::indicator state = soci::i_null;
  void set(std::optional<std::int64_t> given) {
    value = given.value_or(0);
    state = given ? soci::i_ok : soci::i_null;
  }
  std::optional<std::int64_t> get() const {
    return state == soci::i_null ? std::nullopt : std::optional<std::int64_t>(value);
  }
  void use_in(soci::statement& statement) { statement.exchange(soci::use(value, state)); }
  void fill_from(soci::statement& statement) { statement.exchange(soci::into(value, state)); }
};

// The SQL type of a C++ argument: texts, whole numbers, a time that may be missing, a real number.
template <typename T>
using SqlType = std::conditional_t<
    std::is_convertible_v<T, std::string_view>, std::string,
    std::conditional_t<std::is_integral_v<T>, std::int64_t,
                       std::conditional_t<std::is_floating_point_v<T>, double, std::optional<std::int64_t>>>>;

template <typename... Types>
struct Params {};
template <typename... Types>
struct Columns {};

class AnyStatement {
 public:
  AnyStatement() = default;
  AnyStatement(const AnyStatement&) = delete;
  AnyStatement& operator=(const AnyStatement&) = delete;
  virtual ~AnyStatement() = default;
};

template <typename In, typename Out>
class Statement;

template <typename... In, typename... Out>
class Statement<Params<In...>, Columns<Out...>> final : public AnyStatement {
 public:
  Statement(soci::session& session, const char* sql) : statement_(session) {
    std::apply([&](auto&... cell) { (cell.use_in(statement_), ...); }, params_);
    std::apply([&](auto&... cell) { (cell.fill_from(statement_), ...); }, columns_);
    statement_.alloc();
    statement_.prepare(sql);
    statement_.define_and_bind();
  }

  // Runs it to its end: an open row would keep the connection on an old snapshot. `visit` gets each row's
  // values, of which texts may be moved from; it must not use the database.
  template <typename Visit, typename... Args>
  void each(Visit&& visit, const Args&... args) {
    std::apply([&](auto&... cell) { (cell.set(args), ...); }, params_);
    for (bool more = statement_.execute(true); more; more = statement_.fetch()) {
      std::apply([&](auto&... cell) { visit(cell.get()...); }, columns_);
    }
  }

  // How many rows the last run wrote.
  std::int64_t affected() { return statement_.get_affected_rows(); }

 private:
  std::tuple<Cell<In>...> params_;  // before statement_, which points into them
  std::tuple<Cell<Out>...> columns_;
  soci::statement statement_;
};

}  // namespace garner
