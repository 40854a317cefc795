Console.WriteLine("millrace: nothing here yet");
return 0;
