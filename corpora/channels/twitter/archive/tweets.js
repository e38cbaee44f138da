window.YTD.tweets.part0 = [
  {"tweet": {"edit_info": {"initial": {"editTweetIds": ["2101"]}}, "id": "2101", "id_str": "2101", "created_at": "Wed Mar 05 09:00:00 +0000 2025", "full_text": "@gina Press reset on the FR-7 for five seconds.", "in_reply_to_status_id_str": "2100", "in_reply_to_screen_name": "gina", "favorite_count": "3", "entities": {"urls": [], "user_mentions": [{"screen_name": "gina"}]}, "lang": "en"}},
  {"tweet": {"id_str": "2102", "created_at": "Wed Mar 05 10:00:00 +0000 2025", "full_text": "RT @gina: works again", "entities": {}, "favorite_count": "0"}}
]
