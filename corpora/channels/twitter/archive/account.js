window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "help@quillon.example",
      "username" : "QuillonHelp",
      "accountId" : "900"
    }
  }
]