// The limits of request bodies and results, in one place. Constants.
#pragma once

#include <cstddef>
#include <cstdint>

namespace garner::api {

inline constexpr std::size_t kMaxSearchBody = 64 * 1024;
inline constexpr std::size_t kMaxSuggestBody =
    512 * 1024;  // a long conversation; the text searched for is cut to 100 KB
inline constexpr std::size_t kMaxChannelBody = 16 * 1024;
inline constexpr std::size_t kMaxKeyBody = 64 * 1024;
inline constexpr std::size_t kMaxSignInBody = 16 * 1024;
inline constexpr std::size_t kMaxSettingBody = 256 * 1024;  // a language's stop words
inline constexpr std::size_t kMaxArticleBody = 512 * 1024;
inline constexpr std::size_t kMaxEventsBody = 2 * 1024 * 1024;
inline constexpr std::size_t kMaxIngestBody = 16 * 1024 * 1024;  // as sent
inline constexpr std::uint64_t kMaxIngestInflated = 64 * 1024 * 1024;
inline constexpr std::size_t kMaxEvents = 1000;
inline constexpr std::size_t kMaxClientId = 128;
inline constexpr std::size_t kMaxPathSegments = 16;

}  // namespace garner::api
