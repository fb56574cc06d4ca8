// Sends one message over v3 and one over v2. For .NET 8 or newer (dotnet run), and for Mono (mcs).   RECIPIENT TEXT
// The gateway is that of the environment: set -a; . examples/gateways/local.env; set +a
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;

[DataContract] public class Login { [DataMember] public string Username, Password; }
[DataContract] public class Message { [DataMember] public string Recipient, Body, Reference; }
[DataContract] public class SendRequest { [DataMember] public string SessionId, Sender; [DataMember] public Message[] Messages; }
[DataContract] public class QueryRequest { [DataMember] public string SessionId; [DataMember] public string[] References; }
[DataContract] public class MessageStatus { [DataMember] public string Reference, Status; [DataMember] public int StatusCode; }

[DataContract]
public class Answer
{
    [DataMember] public int StatusCode;
    [DataMember] public string Status, SessionId;
    [DataMember] public decimal TotalPrice;
    [DataMember] public MessageStatus[] MessageStatuses;
}

public static class Program
{
    // 60 seconds are the gateway's own limit for an answer.
    static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };

    static string Setting(string name)
    {
        return Environment.GetEnvironmentVariable("MOBIPACE_" + name) ?? throw new Exception("set MOBIPACE_" + name);
    }

    static Answer V3<T>(string method, T document)
    {
        var body = new MemoryStream();
        new DataContractJsonSerializer(typeof(T)).WriteObject(body, document);
        var content = new StringContent(Encoding.UTF8.GetString(body.ToArray()), Encoding.UTF8, "application/json");
        var response = Http.PostAsync(Setting("V3_URL") + "/" + method, content).Result.EnsureSuccessStatusCode();
        var stream = response.Content.ReadAsStreamAsync().Result;
        var answer = (Answer)new DataContractJsonSerializer(typeof(Answer)).ReadObject(stream);
        if (answer.StatusCode != 101) throw new Exception(method + ": " + answer.StatusCode + " " + answer.Status);
        return answer;
    }

    static string V2(string function, Dictionary<string, string> parameters)
    {
        var query = new Dictionary<string, string>(parameters)
        {
            ["function"] = function, ["username"] = Setting("USERNAME"), ["password"] = Setting("PASSWORD"),
        };
        var encoded = query.Select(each => each.Key + "=" + Uri.EscapeDataString(each.Value));
        return Http.GetStringAsync(Setting("V2_URL") + "?" + string.Join("&", encoded)).Result;
    }

    public static void Main(string[] arguments)
    {
        var recipient = arguments.Length > 0 ? arguments[0] : "37499123456";
        var text = arguments.Length > 1 ? arguments[1] : "Hello";
        var session = V3("authorize", new Login { Username = Setting("USERNAME"), Password = Setting("PASSWORD") }).SessionId;
        var message = new Message { Recipient = recipient, Body = text, Reference = Guid.NewGuid().ToString() };
        var sent = V3("Send", new SendRequest { SessionId = session, Sender = Setting("SENDER"), Messages = new[] { message } });
        var total = sent.TotalPrice.ToString("0.00", CultureInfo.InvariantCulture);
        Console.WriteLine("v3 Send: " + sent.StatusCode + " " + sent.Status + ", " + total);
        var query = new QueryRequest { SessionId = session, References = new[] { message.Reference } };
        Console.WriteLine("v3 QueryMessages: " + V3("QueryMessages", query).MessageStatuses[0].Status);
        var parameters = new Dictionary<string, string> { ["sender"] = Setting("SENDER"), ["recipient"] = recipient, ["body"] = text };
        Console.WriteLine("v2 send: " + V2("send", parameters));
        Console.WriteLine("v2 querybalance: " + V2("querybalance", new Dictionary<string, string>()));
    }
}
