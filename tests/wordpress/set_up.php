<?php
// What an administrator of the site does: php set_up.php FOLDER DEED ARGUMENT, the argument as JSON.
[, $folder, $deed, $json] = $argv;
$argument = json_decode($json, true, 512, JSON_THROW_ON_ERROR);
$_SERVER['HTTP_HOST'] = parse_url(getenv('SITE_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('SITE_URL'), PHP_URL_PORT);

if ($deed === 'install') {
  define('WP_INSTALLING', true);
  preg_match("/'localhost:([^']+)'/", file_get_contents("$folder/wp-config.php"), $found);
  (new mysqli('localhost', 'root', '', '', 0, $found[1]))->query('CREATE DATABASE community CHARACTER SET utf8mb4');
}
require "$folder/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

function as_administrator() {
  wp_set_current_user(1);
  kses_init();  // an administrator may write any HTML
}

// Names as path and title; the content is one block "Custom HTML".
function add_pages($pages) {
  foreach ($pages as $name => $page) {
    $html = "<!-- wp:html -->\n{$page['html']}\n<!-- /wp:html -->";
    $id = wp_insert_post(['post_type' => 'page', 'post_status' => 'publish', 'post_name' => $name, 'post_title' => $page['title'],
                          'post_content' => wp_slash($html)], true);
    if (is_wp_error($id)) throw new Exception($id->get_error_message());
  }
}

// The header that the site editor leaves behind when somebody puts a block "Search" beside the navigation.
function add_search_to_header() {
  $header = get_block_template(get_stylesheet() . '//header', 'wp_template_part');
  $content = str_replace('<!-- wp:navigation', '<!-- wp:search {"label":"Search"} /--><!-- wp:navigation', $header->content, $count);
  if ($count !== 1) throw new Exception('the header of this theme is another one');
  $id = wp_insert_post(['post_type' => 'wp_template_part', 'post_status' => 'publish', 'post_name' => 'header', 'post_title' => 'Header',
                        'post_content' => wp_slash($content)], true);
  wp_set_post_terms($id, get_stylesheet(), 'wp_theme');
  wp_set_post_terms($id, 'header', 'wp_template_part_area');
}

switch ($deed) {
  case 'install':
    wp_install('Brindle community', 'ann', 'ann@community.example', true, '', 'a long pass phrase');
    update_option('show_avatars', 0);  // they would come from another server
    as_administrator();
    add_pages($argument);
    break;
  case 'theme':
    as_administrator();
    switch_theme($argument['name']);
    if ($argument['header'] ?? false) add_search_to_header();
    wp_update_custom_css_post($argument['css']);
    break;
}
